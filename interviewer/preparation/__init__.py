"""Getting ready: what a candidate brings, what they keep of their own work, what they practise."""
