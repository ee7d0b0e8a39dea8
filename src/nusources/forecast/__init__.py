"""When telescopes will see the AGN population: experiments, expectation, forecasts."""
