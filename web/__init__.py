"""What the blueprints share: page machinery, access, forms, wording of dates and errors."""
