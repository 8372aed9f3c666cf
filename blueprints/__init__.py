"""The pages, by place of work; never by public service."""
