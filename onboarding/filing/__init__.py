"""7 § first paragraph: an agency drafts and registers its interest, and may take it back."""
