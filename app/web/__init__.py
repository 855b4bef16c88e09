"""What every page and endpoint shares: sessions, problem details, lists, rendering, CSRF."""
