"""The files that the page of the day pack is made of, in the order in which they are needed."""

STYLES = ("daypack/window.css",)
SCRIPTS = ("daypack/sealing.js", "daypack/keeping.js", "daypack/day.js", "daypack/window.js")
