"""What the pages of 7–10 §§ ask for. A form does nothing: the view hands what it says to the act."""
