"""Conversations: a table of questions, then one action. What was said already is not asked again."""

from bot.flows.engine import Flow, NoAnswer, Option, Question, Reply, Step, Unreadable

__all__ = ["Flow", "NoAnswer", "Option", "Question", "Reply", "Step", "Unreadable"]
