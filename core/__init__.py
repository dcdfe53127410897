"""What the company does: one folder per business word. Knows no Telegram and no clock loop."""
