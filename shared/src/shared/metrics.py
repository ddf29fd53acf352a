"""Prometheus metrics that every service has. Labels are topics and routes, never people or content."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, PlatformCollector, ProcessCollector

BUCKETS_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 120.0)
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def known(method: str) -> str:
    """Return an HTTP method, or `other` for one that a caller made up: each would be a time series, and could say anything."""
    return method if method in METHODS else "other"


class Metrics:
    """The registry of one process and the measures that all services share."""

    def __init__(self, service: str) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)
        Gauge("sihteeri_service_info", "Always 1; says which service this is.", ["service"], registry=self.registry).labels(service).set(1)
        self.handled = Counter(
            "sihteeri_messages_handled_total", "Messages taken off the bus, by outcome.", ["topic", "outcome"], registry=self.registry
        )
        self.handling = Histogram(
            "sihteeri_message_duration_seconds", "Time to handle a message.", ["topic"], buckets=BUCKETS_SECONDS, registry=self.registry
        )
        self.published = Counter(
            "sihteeri_messages_published_total", "Messages put on the bus, by outcome.", ["topic", "outcome"], registry=self.registry
        )
        self.requests = Counter(
            "sihteeri_http_requests_total", "HTTP requests, by route and status.", ["method", "route", "status"], registry=self.registry
        )
        self.request_seconds = Histogram(
            "sihteeri_http_request_duration_seconds", "Time to answer.", ["route"], buckets=BUCKETS_SECONDS, registry=self.registry
        )
