"""Screens of patients: each checks a right, asks the gate, calls one command or query, renders."""
