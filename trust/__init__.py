"""Adversarial suites: every promise of the library under attack, with figures of what was tried and what got through."""

from trust.borrowing import borrow

borrow()
