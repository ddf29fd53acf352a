"""The only process with database keys: people, messages, notes, reminders, search, audit and egress records."""
