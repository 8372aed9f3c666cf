"""The demo: made-up people, a clock that can be moved, and pages to look behind the scenes.

Loaded only in demo mode; nothing of it exists otherwise.
"""
