"""One path as a workbook with live formulas, for a reviewer to check by hand."""
