"""Finding things by words, however typed: the words under which each object is found, and those that are like them."""

from core.search.finding import RANKED, READ, alike, best_of, find
from core.search.models import SearchKey, SearchWord
from core.search.writing import index, index_many

__all__ = ["RANKED", "READ", "SearchKey", "SearchWord", "alike", "best_of", "find", "index", "index_many"]
