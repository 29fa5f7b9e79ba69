"""Each agency that handles a case has one named officer for it: taken, handed over, and nobody's when the officer has left."""
