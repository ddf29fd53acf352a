"""What a browser is called in the list of devices: its name and its system's in plain words, from what it says of itself."""

from ui import words

W = words.of("ENTER")
BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"), ("FxiOS", "Firefox"),
            ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari"))  # fmt: skip
"""The first that fits: most say that they are others too."""
SYSTEMS = (("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("CrOS", "Chromebook"),
           ("Mac OS X", "Mac"), ("Linux", "Linux"))  # fmt: skip


def named(agent: str) -> str:
    """Return the name of a user agent."""
    browser = next((name for mark, name in BROWSERS if mark in agent), "")
    system = next((name for mark, name in SYSTEMS if mark in agent), "")
    if browser and system:
        return str(W.on.format(browser, W.systems[system]))
    return browser or W.systems.get(system, W.program)
