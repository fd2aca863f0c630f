"""What a researcher asks of the goal and the methods: one noun a question, ready to read."""
