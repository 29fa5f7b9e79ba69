"""What the pages of 11 § ask for. A form does nothing: the view hands what it says to the act."""
