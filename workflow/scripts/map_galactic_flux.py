"""Map the expected flux of Galactic sources by direction."""

from nusources.contracts.microquasar_fluxes import SKY_FLUX
from nusources.jobs.job import job
from nusources.microquasars.disk_model import disk_model
from nusources.microquasars.sky_tables import sky_flux
from nusources.user_files.profiles import read_profiles

with job(snakemake) as j:
    profiles = read_profiles(j.params.disk["profiles"])
    for one in j.params.disk["profiles"]:
        j.note_own("profile", one["file"])
    model = disk_model(j.params.disk, profiles)
    j.write(j.output.flux, sky_flux(model, j.params.sky, j.params.target), SKY_FLUX)
