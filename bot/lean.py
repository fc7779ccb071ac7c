"""Rasa without TensorFlow.

Rasa 3.6.21 imports TensorFlow although none of our components uses it, and the libraries of a dozen channels that
we never switch on. These modules are replaced here by stand-ins, before Rasa itself is imported. Importing
`tensorflow` raises an error, so that nothing can bring it back unseen.

Known gain: about 14 s of the start and 370 MB.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

_UNUSED_CLASSES: dict[str, tuple[str, ...]] = {
    "rasa.utils.tensorflow.callback": ("RasaTrainingLogger", "RasaModelCheckpoint"),
    "rasa.utils.tensorflow.data_generator": ("RasaDataGenerator", "RasaBatchDataGenerator"),
    "rasa.nlu.classifiers.diet_classifier": ("DIETClassifier",),
    "rasa.nlu.selectors.response_selector": ("ResponseSelector",),
    "rasa.core.policies.ted_policy": ("TEDPolicy",),
}
_UNUSED_CHANNELS: dict[str, str] = {
    f"rasa.core.channels.{module}": name
    for module, name in (
        ("socketio", "SocketIOInput"),
        ("botframework", "BotFrameworkInput"),
        ("facebook", "FacebookInput"),
        ("mattermost", "MattermostInput"),
        ("rasa_chat", "RasaChatInput"),
        ("rocketchat", "RocketChatInput"),
        ("slack", "SlackInput"),
        ("telegram", "TelegramInput"),
        ("twilio", "TwilioInput"),
        ("twilio_voice", "TwilioVoiceInput"),
        ("webexteams", "WebexTeamsInput"),
        ("hangouts", "HangoutsInput"),
    )
}
"""Rasa's own channels, each with a library of a company: we use none, and importing them takes over a second."""
_DEFAULT_COMPONENTS = (
    ("rasa.core.policies.rule_policy", "RulePolicy"),
    ("rasa.core.policies.memoization", "MemoizationPolicy"),
)


def _fill_with_unused_classes(module: ModuleType) -> None:
    for name in _UNUSED_CLASSES[module.__name__]:
        setattr(module, name, type(name, (), {"__module__": module.__name__}))


def _fill_with_unused_channel(module: ModuleType) -> None:
    class_name = _UNUSED_CHANNELS[module.__name__]
    channel_name = module.__name__.rsplit(".", 1)[-1]
    setattr(module, class_name, type(class_name, (), {"name": staticmethod(lambda: channel_name)}))


def _fill_environment(module: ModuleType) -> None:
    def nothing_to_set_up() -> None:
        """There is no TensorFlow whose devices could be set up."""

    module.setup_tf_environment = nothing_to_set_up  # type: ignore[attr-defined]
    module.check_deterministic_ops = nothing_to_set_up  # type: ignore[attr-defined]


def _fill_default_components(module: ModuleType) -> None:
    module.DEFAULT_COMPONENTS = [  # type: ignore[attr-defined]
        getattr(importlib.import_module(path), name) for path, name in _DEFAULT_COMPONENTS
    ]


_STAND_INS: dict[str, Callable[[ModuleType], None]] = {
    **dict.fromkeys(_UNUSED_CLASSES, _fill_with_unused_classes),
    **dict.fromkeys(_UNUSED_CHANNELS, _fill_with_unused_channel),
    "rasa.utils.tensorflow.environment": _fill_environment,
    "rasa.engine.recipes.default_components": _fill_default_components,
}


class _StandInLoader(Loader):
    def create_module(self, spec: ModuleSpec) -> None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        _STAND_INS[module.__name__](module)


class _StandInFinder(MetaPathFinder):
    def find_spec(self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        if fullname in _STAND_INS:
            return ModuleSpec(fullname, _StandInLoader())
        if fullname == "tensorflow" or fullname.startswith("tensorflow."):
            raise ImportError("Drom runs Rasa without TensorFlow; see bot/lean.py")
        return None


def install() -> None:
    """Put the stand-ins in front of the import system. Call it before anything imports `rasa`.

    Raises:
        RuntimeError: Rasa was imported already, so the stand-ins would come too late.
    """
    if any(isinstance(finder, _StandInFinder) for finder in sys.meta_path):
        return
    if "rasa" in sys.modules:
        raise RuntimeError("bot.lean.install() must run before rasa is imported")
    sys.meta_path.insert(0, _StandInFinder())
