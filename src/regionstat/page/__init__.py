"""What a reader sees: sentences, charts and tables, in Norwegian and English."""
