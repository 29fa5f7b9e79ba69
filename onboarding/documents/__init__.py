"""The papers of a case, drawn once from what was decided and kept: receipt, refusal, agreement."""

from .agreement import agreement_paper, keep_agreement
from .prioritisation import keep_prioritisation, prioritisation_paper
from .receipt import keep_receipt, receipt
from .refusal import keep_annex, keep_correction, keep_refusal, letter, preview

__all__ = [
    "agreement_paper",
    "keep_agreement",
    "keep_annex",
    "keep_correction",
    "keep_prioritisation",
    "keep_receipt",
    "keep_refusal",
    "letter",
    "preview",
    "prioritisation_paper",
    "receipt",
]
