"""Figures and tables of the report: one module per study, with pairs of functions.

``prepare_<function>(inputs)`` gives the plotted numbers and the facts;
``draw_<function>(plotted, facts)`` draws them and computes nothing.
"""
