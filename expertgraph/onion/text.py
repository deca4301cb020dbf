"""How wide a text is when drawn in Inter: labels are placed by measure, not by counting letters."""

from __future__ import annotations

import unicodedata

# Advance widths of Inter SemiBold 4.001 in thousandths of the font size, U+0020 .. U+017F.
_WIDTHS = tuple(
    int(width)
    for width in (
        "252 321 523 644 650 1004 663 326 373 373 540 673 319 465 319 379 660 423 623 636 666 612 640 "
        "576 640 640 319 329 673 673 673 543 999 728 659 737 722 605 588 749 746 277 580 703 565 922 "
        "759 769 645 773 652 650 660 736 728 1020 720 713 652 373 379 373 481 469 351 574 624 583 624 "
        "591 389 625 612 262 262 569 262 900 612 609 624 624 397 549 353 612 587 839 569 588 566 455 "
        "359 455 673 600 600 600 600 600 600 600 600 600 600 600 600 600 600 600 600 600 600 600 600 "
        "600 600 600 600 600 600 600 600 600 600 600 600 600 252 321 583 629 749 563 316 568 612 914 "
        "460 634 673 600 664 452 458 673 454 463 351 614 600 319 332 324 487 634 831 870 907 543 728 "
        "728 728 728 728 728 1013 737 605 605 605 605 277 277 277 277 751 759 769 769 769 769 769 673 "
        "769 736 736 736 736 713 658 644 574 574 574 574 574 574 913 583 591 591 591 591 262 262 262 "
        "262 594 612 609 609 609 609 609 673 609 612 612 612 612 588 624 588 728 574 728 574 728 574 "
        "737 583 737 583 737 583 737 583 722 739 751 624 605 591 605 591 605 591 605 591 605 591 749 "
        "625 749 625 749 625 749 625 746 612 797 612 277 262 277 262 277 262 277 262 277 262 856 523 "
        "580 262 703 569 566 565 262 565 262 565 377 573 419 602 262 759 612 759 612 759 612 600 759 "
        "612 769 609 769 609 769 609 1014 992 652 397 652 397 652 397 650 549 650 549 650 549 650 549 "
        "660 353 660 419 660 353 736 612 736 612 736 612 736 612 736 612 736 612 1020 839 713 588 713 "
        "652 566 652 566 652 566 334 "
    ).split()
)
_FIRST = 0x20
_ELLIPSIS = "…"


def known(text: str) -> bool:
    """Whether every letter is in the table, and so in the font that pictures are drawn with."""
    return all(_FIRST <= ord(letter) < _FIRST + len(_WIDTHS) or letter in "…–—’‘“”·•→←↔" for letter in text)


def width(text: str, size: float) -> float:
    """Width in the unit of ``size``; letters outside the table count as wide as their class of script."""
    return sum(_advance(letter) for letter in text) * size / 1000


def _advance(letter: str) -> int:
    place = ord(letter) - _FIRST
    if 0 <= place < len(_WIDTHS):
        return _WIDTHS[place]
    if unicodedata.combining(letter):
        return 0
    return 1000 if unicodedata.east_asian_width(letter) in "WF" else 660


def shortened(text: str, size: float, room: float) -> str:
    """The text, cut with an ellipsis to fit into ``room``; empty when not even two letters fit."""
    if width(text, size) <= room:
        return text
    for length in range(len(text) - 1, 1, -1):
        cut = text[:length].rstrip() + _ELLIPSIS
        if width(cut, size) <= room:
            return cut
    return ""


def initials(name: str) -> str:
    """Two capital letters of a name: the first of its first and of its last word."""
    words = [word for word in name.split() if word[0].isalnum()]
    if not words:
        return "?"
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


def short_name(name: str) -> str:
    """First name and the initial of the last word: 'Anna de Vries' -> 'Anna V.'."""
    words = name.split()
    return name if len(words) < 2 else f"{words[0]} {words[-1][0].upper()}."
