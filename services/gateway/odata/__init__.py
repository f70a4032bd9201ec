"""A small OData 4.0 feed: what Excel and Power BI read without a line of code."""
