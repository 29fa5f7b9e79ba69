"""How days, amounts, numbers, shares, organisation numbers and states are written; built into every template."""

import re
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby

from django import template
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.timezone import localtime

register = template.Library()

MISSING = "–"  # missing is not zero
NBSP = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"
BADGES = {
    "registered": "info",
    "allocated": "info",
    "accepted": "info",
    "open": "info",
    "ready": "info",
    "agreed": "success",
    "connected": "success",
    "in_force": "success",
    "decided": "success",
    "answered": "success",
    "overdue": "error",
    "refused": "error",
}
MESSAGES = {"success": "success", "warning": "warning", "error": "error"}


@register.filter
def tal(value, decimals=None):
    """Return a number with a space between thousands and a decimal comma; without `decimals` as many as it needs."""
    if value is None or value == "":
        return MISSING
    number = Decimal(str(value))
    if decimals is None:
        number = number.normalize()
    else:
        number = number.quantize(Decimal(1).scaleb(-int(decimals)), ROUND_HALF_UP)
    text = f"{abs(number):,f}".replace(",", NBSP).replace(".", ",")
    return f"{MINUS}{text}" if number < 0 else text


@register.filter
def kronor(value, decimals=None):
    """Return an amount in SEK: 125 000 kr, with öre only where there are any, or as many `decimals` as its column has."""
    if value is None or value == "":
        return MISSING
    if decimals is None:
        decimals = 0 if Decimal(str(value)) % 1 == 0 else 2
    return f"{tal(value, decimals)}{NBSP}kr"


@register.filter
def procent(share, decimals=1):
    """Return a share in percent: 0.125 is 12,5 %."""
    if share is None or share == "":
        return MISSING
    return f"{tal(Decimal(str(share)) * 100, decimals)}{NBSP}%"


@register.filter
def dag(moment: date | datetime | None) -> str:
    """Return a day, or the day of a moment in Sweden: 2026-12-01."""
    if moment is None:
        return MISSING
    # a moment from the database is in UTC: formatted as it is, it gives the day before between 00:00 and 02:00
    return f"{localtime(moment) if isinstance(moment, datetime) else moment:%Y-%m-%d}"


@register.filter
def klockslag(moment: datetime) -> str:
    """Return the day and the minute of a moment in Sweden: 2026-12-01 00:30."""
    return f"{localtime(moment):%Y-%m-%d %H:%M}"


@register.filter
def liten(text):
    """Return a text with a small first letter, to stand in a sentence; abbreviations as NKI and OSL keep theirs."""
    text = str(text)
    return text if text[:2].isupper() else text[:1].lower() + text[1:]


@register.filter
def uppraknat(things):
    """Return things in a row: "A", "A och B", "A, B och C"."""
    *others, last = [str(thing) for thing in things] or [""]
    return f"{', '.join(others)} och {last}" if others else last


@register.filter
def orgnr(number):
    """Return an organisation number of ten digits with its hyphen: 202100-5521."""
    digits = str(number or "").replace("-", "")
    return f"{digits[:6]}-{digits[6:]}" if len(digits) == 10 else digits or MISSING


@register.simple_tag
def badge(status, label):
    """Draw a state in words; the colour only repeats them."""
    return format_html('<span class="badge badge--{}">{}</span>', BADGES.get(status, "default"), label)


@register.filter
def stycken(text: str) -> str:
    """Return what a person wrote as paragraphs, with the indents, tabs and line breaks that are stored."""
    return format_html_join(
        "\n", '<p class="written">{}</p>', ([part] for part in re.split("\n{2,}", f"{text}".strip("\n")))
    )


@register.filter
def rader(text: str) -> str:
    """Return the same where no paragraphs fit: in a cell, or beside its name."""
    return format_html('<span class="written">{}</span>', text)


@register.filter
def paragraphs(text):
    """Return the ordinance's text as HTML: blank lines part paragraphs, a dash or a number starts an item."""
    return format_html_join("\n", "{}", ([_block(block)] for block in re.split(r"\n\s*\n", text.strip())))


def _block(block):
    """Return one paragraph, and the list that may follow in it; a line that starts no item goes on with the one before."""
    lead, *items = re.split(r"\n(?=–|\d+\. )", f"\n{block.strip()}")
    return format_html("{}{}", _paragraph(lead), _list(items))


def _paragraph(text):
    return format_html("<p>{}</p>", " ".join(text.split())) if text.strip() else ""


def _list(items):
    listed = format_html_join("", "<li>{}</li>", ([" ".join(item.split())] for item in items))
    return format_html('<ul class="ordinance__list">{}</ul>', listed) if items else ""


@register.filter
def message_kind(level):
    """Return the kind of FKUI message box for a level of django.contrib.messages."""
    return MESSAGES.get(level, "info")


@register.simple_tag
def icon(name, classes=""):
    """Draw a symbol of FKUI's icons, for the eye only: the words stand beside it."""
    return format_html(
        '<svg class="icon f-icon-{} {}" focusable="false" aria-hidden="true"><use href="{}#f-icon-{}"></use></svg>',
        name,
        classes,
        static("fkui/icons.svg"),
        name,
    )


@register.simple_tag
def attributes(attrs):
    """Draw the attributes of a field, as Django's template of them does."""
    return format_html_join("", "{}", ([_attribute(*attr)] for attr in attrs.items() if attr[1] is not False))


def _attribute(name, value):
    return format_html(" {}", name) if value is True else format_html(' {}="{}"', name, value)


@register.simple_tag
def options(groups):
    """Draw the options of a list to choose from, as (name of a group, its options, index): see widgets/select.html."""
    parts = groupby(groups, lambda group: group[0] and group[2])  # those in no group are drawn together
    return format_html_join("", "{}", ([_drawn([*part])] for _, part in parts))


def _drawn(groups):
    within = (_option(option) for _, some, _ in groups for option in some)
    drawn = format_html_join("", '\n  <option value="{}"{}>{}</option>', within)
    name = groups[0][0]
    return format_html('\n  <optgroup label="{}">{}\n  </optgroup>', name, drawn) if name else drawn


def _option(option):
    return option["value"], attributes(option["attrs"]) if option["attrs"] else "", option["label"]


@register.inclusion_tag("parts/form_token.html", takes_context=True)
def form_token(context):
    """Draw what every form carries: the token against forgery, the mandate in which it was opened, the key of the opening."""
    return {"csrf_token": context.get("csrf_token"), "acting": context.get("acting"), "opening": context.get("opening")}
