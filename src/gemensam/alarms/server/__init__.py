"""The processes that stand awake: receiver, supervisor, auditor."""
