"""What runs the pipeline, and tells how it went."""
