"""Photographs to ranked objects, and photographs into the register: scoring, fusion, matcher, indexer."""
