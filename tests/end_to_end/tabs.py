"""Tabs of one window, of which only one is in front: the others are hidden, as a person's are.

Playwright's own pages are never hidden, whatever is done to them. So these are opened and asked
through the DevTools protocol: https://chromedevtools.github.io/devtools-protocol/
"""

from __future__ import annotations

import json
from typing import Any

from playwright.sync_api import Browser

from tests.end_to_end.processes import wait_until


class Tabs:
    """The tabs of a browser that this opens."""

    def __init__(self, browser: Browser) -> None:
        self._session = browser.new_browser_cdp_session()
        self._session.on("Target.receivedMessageFromTarget", self._hear)
        self._answers: dict[tuple[str, int], dict[str, Any]] = {}
        self._asked = 0

    def open(self, address: str) -> Tab:
        """Open a tab in front of the others."""
        target = self.do("Target.createTarget", url=address)["targetId"]
        attached = self.do("Target.attachToTarget", targetId=target, flatten=False)
        return Tab(self, target, attached["sessionId"])

    def do(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Ask the browser itself."""
        answer: dict[str, Any] = self._session.send(method, parameters)
        return answer

    def ask(self, session: str, method: str, parameters: dict[str, Any]) -> dict[str, Any]:
        """Ask a tab, and return its answer."""
        self._asked += 1
        key = session, self._asked
        message = json.dumps({"id": self._asked, "method": method, "params": parameters})
        self.do("Target.sendMessageToTarget", sessionId=session, message=message)
        wait_until(lambda: self.do("Browser.getVersion") and key in self._answers, "a tab answers")
        return self._answers.pop(key)

    def _hear(self, heard: dict[str, Any]) -> None:
        answer = json.loads(heard["message"])
        if "id" in answer:
            self._answers[heard["sessionId"], answer["id"]] = answer


class Tab:
    """One tab."""

    def __init__(self, tabs: Tabs, target: str, session: str) -> None:
        self._tabs = tabs
        self._target = target
        self._session = session

    def come_to_front(self) -> None:
        """Show it, and hide the one that was shown."""
        self._tabs.do("Target.activateTarget", targetId=self._target)

    def close(self) -> None:
        """Close it."""
        self._tabs.do("Target.closeTarget", targetId=self._target)

    def evaluate(self, expression: str) -> Any:
        """Return what an expression is in the tab; of a promise, what it becomes."""
        parameters = {"expression": expression, "returnByValue": True, "awaitPromise": True}
        result = self._tabs.ask(self._session, "Runtime.evaluate", parameters).get("result")
        if result is None:  # the tab was just going to another page
            return None
        assert "exceptionDetails" not in result, result["exceptionDetails"]
        return result["result"].get("value")

    @property
    def is_hidden(self) -> bool:
        return bool(self.evaluate("document.hidden"))
