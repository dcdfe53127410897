"""Conversations: a table of questions, then one action. What was said already is not asked again."""

from bot.flows.engine import Flow, Option, Question, Reply, Step, Unreadable

__all__ = ["Flow", "Option", "Question", "Reply", "Step", "Unreadable"]
