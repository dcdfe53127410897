"""The books in the chat."""
