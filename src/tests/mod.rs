//! Integration tests: the production router, real clients, both databases.
