"""SQLCipher through SQLAlchemy: the only place with SQL."""
