"""What is taken to a board: its figures with their charts and definitions, as paper, as slides and as a workbook."""
