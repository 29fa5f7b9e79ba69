"""Somebody in a browser without JavaScript, with a mouse or with the keyboard alone."""

import re
from contextlib import suppress

from playwright.sync_api import TimeoutError as TooLate

PASSWORD = "lösen-som-bara-finns-i-testet"
PASSES = 400  # Tabs, by which everything on the longest page is reached

# A place where Tab stops: of radio buttons the group. In the order of the page, which is the order of Tab.
KEY = 'const key = e => e.type == "radio" ? `radio ${e.name}` : e == document.body ? "" : `${[...document.all].indexOf(e)}`;'
ALL = f"""
() => {{ {KEY}
    const some = "a[href], button, input, select, textarea, summary, [tabindex='0']";
    const there = [...document.querySelectorAll(some)].filter(e => e.checkVisibility({{visibilityProperty: true}}));
    return [...new Set(there.filter(e => !e.disabled && e.type != "hidden").map(key))];
}}
"""
# What is focused now; and what was before, if it looks (its label too) the same now as when it was focused.
STOP = f"""
wanted => {{ {KEY}
    const looks = e => [e, ...(e.labels || [])].flatMap(part => ["", "::before", "::after"].map(pseudo => {{
        const style = getComputedStyle(part, pseudo);
        const none = style.outlineStyle == "none" || parseFloat(style.outlineWidth) < 2 || /^rgba.*, 0\\)$/.test(style.outlineColor);
        return [none ? "" : style.outline, style.boxShadow].join();
    }})).join();
    const now = document.activeElement, before = window.lastStop;
    const left = before && before.element != now && before.element.isConnected;
    window.lastStop = [document.body, document.querySelector("main")].includes(now) ? null : {{element: now, looks: looks(now)}};
    return {{
        key: key(now), there: key(now) == key(wanted), same: Boolean(before) && before.element == now,
        skip: now.className == "iskiplink" && document.querySelector(now.hash).contains(wanted),
        unmarked: left && looks(before.element) == before.looks ? before.element.outerHTML.slice(0, 200) : "",
    }};
}}
"""


def click(control):
    """Clicks on it and waits for the page that it leads to, which the browser's own click does not."""
    with control.page.expect_navigation():
        control.click()


class Person:
    """Somebody at a keyboard: goes to pages, fills in what is asked, and presses what is named."""

    def __init__(self, page, site):
        self.page, self.site = page, site

    def log_in(self, user):
        self.page.context.clear_cookies()
        self.go("/logga-in/")
        self.fill({"E-postadress": user.email, "Lösenord": PASSWORD})
        self.press("Logga in")
        return self

    def go(self, path):
        self.page.goto(self.site + path)
        return self

    def fill(self, answers):
        for label, answer in answers.items():
            self.write(self.asked(label), answer)
        return self

    def asked(self, label):
        """The field with that label."""
        field = self.page.get_by_label(label, exact=True)
        return field.or_(self.page.get_by_label(f"{label} (frivilligt)", exact=True)).first

    def write(self, field, text):
        field.fill(text)

    def activate(self, control):
        """A link or a button; on to the page that it leads to."""
        click(control)

    def choose(self, *names, role="radio"):
        """With the keyboard, as every act must be possible to do."""
        for name in names:
            self.tick(self.page.get_by_role(role, name=re.compile(name)).first)
        return self

    def tick(self, box):
        box.focus()
        self.page.keyboard.press("Space")
        assert box.is_checked()

    def follow(self, text):
        self.activate(self.page.get_by_role("link", name=text).first)
        return self

    def download(self, text):
        """Return the bytes that the link gives."""
        with self.page.expect_download() as download:
            self.page.get_by_role("link", name=text).first.click()
        return download.value.path().read_bytes()

    def press(self, text):
        self.activate(self.page.get_by_role("button", name=text).first)
        return self

    def reads(self, *texts):
        shown = " ".join(self.page.locator("main").inner_text().split())
        for text in texts:
            assert text in shown, f"{text!r} is not on {self.page.url}:\n{shown[:2000]}"
        return self


class Keyboard(Person):
    """The same with the keyboard alone: Tab until the wanted control has focus, which must show at every stop.

    pressed: how many keys, apart from those of the text that is typed.
    """

    pressed = 0

    def key(self, name):
        self.page.keyboard.press(name)
        self.pressed += 1

    def reach(self, wanted):
        """Tab to it, past the menu where the page lets one; never more than the parts of a date at the same place."""
        handle, still = wanted.element_handle(), 0
        for _ in range(PASSES):
            stop = self.look(handle)
            if stop["there"]:
                return wanted
            still = still + 1 if stop["same"] else 0
            assert still < 5, f"Tab is trapped on {self.page.url}"
            self.key("Enter" if stop["skip"] else "Tab")
        raise AssertionError(f"{wanted} is never reached on {self.page.url}")

    def look(self, wanted):
        """Where focus is; it shows."""
        stop = wanted.evaluate(STOP)
        assert not stop["unmarked"], f"focus does not show on {self.page.url}: {stop['unmarked']}"
        return stop

    def write(self, field, text):
        self.reach(field)
        self.page.keyboard.press("Control+A")
        year, month, day = text.split("-") if field.get_attribute("type") == "date" else ("", "", "")
        self.page.keyboard.type(f"{month}{day}{year}" or text)  # the parts of a date as this browser asks for them
        assert field.input_value() == text

    def tick(self, box):
        """A box with Space; a radio button with the arrows, from where Tab leads."""
        self.reach(box)
        self.key("Space")
        for _ in range(10):
            if box.is_checked():
                return
            self.key("ArrowDown")
        raise AssertionError(f"{box} is not chosen")

    def activate(self, control):
        """A link or a button; on to the page that it leads to."""
        self.reach(control)
        with self.page.expect_navigation():
            self.key("Enter")
        # It gets focus when the page is drawn: that may be after it was loaded.
        if self.page.url.endswith("#innehall"):
            self.page.locator("main:focus").wait_for()

    def attach(self, label, file):
        """A file by the browser's own dialogue, which the field opens."""
        self.reach(self.page.get_by_label(label, exact=True))
        for _ in range(3):  # a browser that was kept waiting by its machine takes the key for no press of somebody's
            with suppress(TooLate):
                with self.page.expect_file_chooser(timeout=5_000) as chooser:
                    self.page.keyboard.press("Space")
                return chooser.value.set_files(file)
        raise AssertionError(f"Space opens no dialogue on {self.page.url}")

    def all_around(self):
        """Tab all around the page: everything that can have focus has it, and then it begins anew."""
        main, passed, all_of_it = self.page.locator("main").element_handle(), [], self.page.evaluate(ALL)
        while len(passed) < PASSES:
            self.page.keyboard.press("Tab")
            stop = self.look(main)
            if passed[1:] and stop["key"] == passed[0]:
                break
            passed += [stop["key"]] * (stop["key"] not in ["", *passed[-1:]])
        # Focus may have begun in the middle, after an error or a link to a part.
        start = all_of_it.index(passed[0]) if passed[0] in all_of_it else 0
        assert passed == all_of_it[start:] + all_of_it[:start], f"Tab does not lead all around {self.page.url}"
        return self
