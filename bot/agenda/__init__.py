"""The agenda in the chat: reminders, tasks, appointments, whose day looks how."""
