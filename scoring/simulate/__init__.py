"""Two standards over one corpus (试算): whose score and grade would change, and which rule causes it."""
