"""How much ground each class covers, on the whole or in zones."""
