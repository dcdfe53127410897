"""What is done about invoices that are late: reminders level by level, pauses, and the file for the lawyer."""
