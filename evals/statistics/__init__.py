"""Agreement, paired tests and the measures of a critic, as functions of numbers."""
