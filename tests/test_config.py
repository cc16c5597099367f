from pathlib import Path

import pytest

from artmatch.config import Settings, default_home, default_model
from artmatch.errors import ConfigurationError
from artmatch.imaging import Limits

checkout = Path(__file__).parents[1]


def test_without_any_setting_the_checkout_is_the_home():
    settings = Settings.load(env={})
    assert settings.home == default_home() == checkout / "index"
    assert settings.model == default_model()
    assert settings.model.parent == checkout / "models"
    assert settings.folder == checkout / "index" / "register"


def test_the_default_limits_are_those_of_imaging():
    settings, limits = Settings.load(env={}), Limits()
    assert (settings.max_megabytes * 1e6, settings.max_megapixels * 1e6) == (limits.max_bytes, limits.max_pixels)


def test_the_two_registers_of_a_home_lie_apart(tmp_path):
    real, drawn = (Settings.load(tmp_path, demonstration=which, env={}).folder for which in (False, True))
    assert {real, drawn} == {tmp_path / "register", tmp_path / "demonstration"}


def test_the_environment_wins_over_the_file_and_the_argument_over_the_environment(tmp_path):
    (tmp_path / "artmatch.toml").write_text('device = "cpu"\nmax_megapixels = 50\nmodel = "own.json"\n')
    environment = {"ARTMATCH_HOME": "/nowhere", "ARTMATCH_DEVICE": "cuda", "ARTMATCH_DEMONSTRATION": "1"}
    settings = Settings.load(tmp_path, env=environment)
    assert (settings.home, settings.device, settings.max_megapixels) == (tmp_path, "cuda", 50.0)
    assert settings.model == tmp_path / "own.json"
    assert settings.demonstration
    assert not Settings.load(tmp_path, demonstration=False, env=environment).demonstration


def test_the_home_may_come_from_the_environment(tmp_path):
    assert Settings.load(env={"ARTMATCH_HOME": str(tmp_path)}).home == tmp_path


def test_the_demonstration_register_never_uses_the_real_database(tmp_path):
    environment = {"ARTMATCH_DATABASE": "postgresql://museum/register"}
    assert Settings.load(tmp_path, env=environment).database == "postgresql://museum/register"
    assert Settings.load(tmp_path, demonstration=True, env=environment).database is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("device = 'gpu'", "no device 'gpu'"),
        ("devise = 'cpu'", "no setting devise in .*artmatch.toml"),
        ("max_megabytes = 0", "max_megabytes is 0.0"),
        ("max_megabytes = 'many'", "max_megabytes in .*artmatch.toml is 'many'"),
        ("device = 3", "device in .* is 3: set a text"),
        ("device =", "cannot be read"),
    ],
)
def test_a_wrong_setting_is_named_with_its_place(tmp_path, text, message):
    (tmp_path / "artmatch.toml").write_text(text)
    with pytest.raises(ConfigurationError, match=message):
        Settings.load(tmp_path, env={})


def test_a_wrong_variable_is_named(tmp_path):
    with pytest.raises(ConfigurationError, match="ARTMATCH_MAX_MEGAPIXELS is 'x'"):
        Settings.load(tmp_path, env={"ARTMATCH_MAX_MEGAPIXELS": "x"})
    with pytest.raises(ConfigurationError, match="ARTMATCH_DEMONSTRATION is 'perhaps'"):
        Settings.load(tmp_path, env={"ARTMATCH_DEMONSTRATION": "perhaps"})


def test_a_file_cannot_be_the_home(tmp_path):
    file = tmp_path / "file"
    file.touch()
    with pytest.raises(ConfigurationError, match="is a file"):
        Settings.load(file, env={})


def test_an_index_in_the_database_needs_one_on_postgresql_and_is_never_the_demonstrations(tmp_path):
    chosen = {"ARTMATCH_INDEX": "pgvector"}
    for env in (chosen, chosen | {"ARTMATCH_DATABASE": "sqlite:////art.sqlite"}):
        with pytest.raises(ConfigurationError, match="needs a register on PostgreSQL"):
            Settings.load(tmp_path, env=env)
    env = chosen | {"ARTMATCH_DATABASE": "postgresql://host/art"}
    assert Settings.load(tmp_path, env=env).index == "pgvector"
    assert Settings.load(tmp_path, env=env, demonstration=True).index == "faiss"
    with pytest.raises(ConfigurationError, match="no index 'annoy'"):
        Settings.load(tmp_path, env={"ARTMATCH_INDEX": "annoy"})
