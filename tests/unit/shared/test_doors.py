"""When a request is whole, and how long a file may stall; the sockets are pairs within this process."""

import socket
import time
from collections.abc import Iterator
from itertools import pairwise

import pytest
from gunicorn.config import Config
from gunicorn.http.errors import InvalidChunkSize, LimitRequestHeaders, ParseException
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.doors import BODY_LIMIT_BYTES, connection
from shared.doors.connection import Connection, TooLarge, TooSlow
from shared.doors.problem import SAYS, answer

HEAD = b"POST /x HTTP/1.1\r\nHost: x\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
SIZE = st.integers(1, 300)


@pytest.fixture
def pair() -> Iterator[tuple[socket.socket, Connection]]:
    """A caller's end, and ours."""
    caller, ours = socket.socketpair()
    with caller, ours:
        yield caller, Connection(Config(), ours, ("127.0.0.1", 1), ("127.0.0.1", 2))


def is_whole(conn: Connection, piece: bytes) -> bool:
    conn.inbox.feed(piece)
    return (conn.request is not None or conn.has_request()) and conn.has_body()


def chunked(pieces: list[bytes], *, trailer: bytes = b"") -> bytes:
    return b"".join(b"%x;a=b\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n" + trailer + b"\r\n"


@settings(max_examples=60, deadline=None)
@given(
    pieces=st.lists(st.binary(min_size=1, max_size=40), max_size=4),
    cuts=st.lists(SIZE, max_size=6),
    trailer=st.sampled_from([b"", b"A: b\r\n"]),
)
def test_a_chunked_request_is_whole_at_its_last_byte_however_it_is_cut(pieces: list[bytes], cuts: list[int], trailer: bytes) -> None:
    said = CHUNKED + chunked(pieces, trailer=trailer)
    marks = sorted({0, *(cut for cut in cuts if cut < len(said) - 1), len(said) - 1, len(said)})
    caller, ours = socket.socketpair()
    with caller, ours:
        conn = Connection(Config(), ours, ("127.0.0.1", 1), ("127.0.0.1", 2))

        found = [is_whole(conn, said[start:end]) for start, end in pairwise(marks)]

        assert found == [False] * (len(found) - 1) + [True]
        assert conn.request.body.read() == b"".join(pieces)


def test_a_request_with_a_length_is_whole_when_so_much_is_there(pair: tuple[socket.socket, Connection]) -> None:
    _, conn = pair

    assert not is_whole(conn, HEAD + b"Content-Length: 3\r\n\r\nab")
    assert is_whole(conn, b"cGET / HTTP/1.1\r\n")


@pytest.mark.parametrize(
    ("pieces", "error"),
    [
        ([b"GET /" + b"x" * 40_000], LimitRequestHeaders),
        ([b"GET / HTTP/9.9\r\n\r\n"], ParseException),
        ([b"\r\n\r\nGET / HTTP/1.1\r\n\r\n"], ParseException),
        ([HEAD + b"Content-Length: %d\r\n\r\n" % (BODY_LIMIT_BYTES + 1)], TooLarge),
        ([CHUNKED, b"1\r\nx\r\n" * 30_000], TooLarge),
        ([CHUNKED, b"fffffff\r\n", b"x" * 200_000], TooLarge),
        ([CHUNKED, b"0\r\n", b"A: " + b"x" * 200_000], TooLarge),
        ([CHUNKED, b"1" * 200], InvalidChunkSize),
        ([CHUNKED, b"1\r\nx\r\n1;" + b"a" * 200], InvalidChunkSize),
    ],
)
def test_what_is_malformed_or_too_large_is_not_waited_for(
    pair: tuple[socket.socket, Connection], pieces: list[bytes], error: type[Exception]
) -> None:
    with pytest.raises(error):
        [is_whole(pair[1], piece) for piece in pieces]


@pytest.mark.parametrize("chunk", [b"zz\r\n", b"-5\r\n", b"1_0\r\n", b"0x1\r\n", b"\r\n", b"3\r\nabcdef\r\n", b"123456789\r\n"])
def test_a_malformed_chunk_is_whole_and_its_reader_says_what_is_wrong(pair: tuple[socket.socket, Connection], chunk: bytes) -> None:
    _, conn = pair

    assert is_whole(conn, CHUNKED + chunk)
    with pytest.raises((ParseException, OSError)):
        conn.request.body.read()


def test_a_thread_never_waits_for_more_than_is_there(pair: tuple[socket.socket, Connection]) -> None:
    _, conn = pair
    conn.inbox.feed(HEAD + b"Content-Length: 9\r\n\r\nabc")
    conn.has_request()

    assert conn.request.body.read() == b"abc"


def test_a_file_whose_chunk_never_says_its_length_is_not_waited_for(pair: tuple[socket.socket, Connection]) -> None:
    _, conn = pair
    conn.inbox.feed(CHUNKED + b"1" * 200)
    conn.has_request()
    conn.inbox.since = time.monotonic()

    with pytest.raises(InvalidChunkSize):
        conn.request.body.read(1)


def test_a_file_is_read_as_it_comes_until_it_stalls(pair: tuple[socket.socket, Connection], monkeypatch: pytest.MonkeyPatch) -> None:
    caller, conn = pair
    monkeypatch.setattr(connection, "STALL_SECONDS", 0.2)
    conn.inbox.feed(HEAD + b"Content-Length: 5000\r\n\r\nabc")
    conn.has_request()
    conn.inbox.since = time.monotonic()
    caller.sendall(b"d" * 1021)

    assert conn.request.body.read(1024) == b"abc" + b"d" * 1021
    with pytest.raises(TooSlow):
        conn.request.body.read(1024)


@pytest.mark.parametrize("status", SAYS)
def test_every_answer_of_the_loop_is_a_problem_that_ends_the_connection(status: int) -> None:
    head, _, body = answer(status).partition(b"\r\n\r\n")

    assert head.startswith(f"HTTP/1.1 {status} ".encode())
    assert b"Connection: close" in head
    assert f"Content-Length: {len(body)}".encode() in head
    assert (b"Retry-After" in head) == (status == 503)
