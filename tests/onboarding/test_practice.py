"""What the ordinance does not say is called practice, in the table of acts and in every sentence that users read."""

import re
from pathlib import Path

from registry.workflow import ACTS, PRACTICE

TOP = Path(__file__).parents[2]
# All acts that rest on 7–10 §§ themselves: to register interest and allocate (7 §), to refuse (8 §), to put in order (9 §), to agree (10 §).
NAMED = {
    "7 §": "register take_down complete allocate reallocate",
    "8 §": "propose_refusal refuse",
    "9 §": "declare_shortage change_competitors prioritise cancel_prioritisation place assess",
    "10 §": "draw_up revise present reopen sign enter cancel agree connect",
}
# What neither 7 nor 9 § says, though it was said of them: an end, two assessors on a scale, and who comes first of equals.
OURS = "återkall|avslut|två person|skalan|ordning(en)? de kom|diarienummer|varje tjänst för sig|enas"
CITED = re.compile(rf"[^.!?\"'<>]*({OURS})[^.!?\"'<>]*\((7|9)(&nbsp;| |\u00a0)§[^)F]*\)", re.IGNORECASE)


def test_an_act_cites_what_stands_there():
    found = {
        perm.removeprefix("onboarding."): act.section for perm, act in ACTS.items() if perm.startswith("onboarding.")
    }
    assert {name for name, section in found.items() if section in NAMED} == {
        name for names in NAMED.values() for name in names.split()
    }
    for section, names in NAMED.items():
        assert {name: found[name] for name in names.split()} == dict.fromkeys(names.split(), section)
    ours = {name for name, section in found.items() if section == PRACTICE}
    assert ours == {
        *("draft", "edit", "discard", "hand_over", "ask_colleague", "take_back_step", "detach"),
        *("withdraw", "close", "accept", "settle", "take_case", "give_case", "return_case"),
    }


def texts():
    """Every file with sentences for users: templates, the rules of the database, and the code but for its docstrings."""
    yield from (TOP / "templates").rglob("*.*")
    for app in ("registry", "onboarding", "fees", "reporting", "itdrift"):
        yield from (TOP / app / "rules").glob("*.sql")
        yield from (path for path in (TOP / app).rglob("*.py") if "migrations" not in path.parts)


def test_no_sentence_gives_the_law_what_is_ours():
    wrong = []
    for path in texts():
        said = re.sub(r'"""(?s:.*?)"""|^ *(#|--).*$', "", path.read_text(), flags=re.MULTILINE)
        wrong += [f"{path.relative_to(TOP)}: {found.group().strip()}" for found in CITED.finditer(said)]
    assert wrong == []
