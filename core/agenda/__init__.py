"""What is to be thought of, to be done, and whom one meets: reminders, tasks, appointments."""
