"""The parts of understanding as Rasa graph components. Rasa trains and loads them by `config.yml`.

Each wraps one module that knows nothing of Rasa. They hand on their results as properties of the message;
the last, `DecisionMaker`, sets the intent by which the rules find the answer.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.settings import OTHER_LANGUAGES, VECTORS
from bot.understand.decision import Context, Decision, Ranked, Understood, decide
from bot.understand.encoder import E5Encoder, Encoder
from bot.understand.language import LanguageGuess, LanguageModel, read_other_languages, train_language_model
from bot.understand.meaning import MeaningModel, train_meaning
from bot.understand.places import PlaceMention, load_places
from bot.understand.quantities import find_quantities
from bot.understand.sayings import Saying, Split, split
from bot.understand.spelling import clean
from bot.understand.transliterate import for_encoder
from bot.understand.urgent import UrgentGuess
from bot.understand.vectors import VectorStore, vectors_of
from bot.understand.views import Example

_Register = DefaultV1Recipe.register
_Kind = DefaultV1Recipe.ComponentType
_RANKED = 10
"""So many intents are kept with a message; more would only fill the table of events."""


def sayings_of(training_data: TrainingData) -> tuple[Saying, ...]:
    """Return Rasa's training examples as sayings."""
    return tuple(
        Saying(
            message.get(TEXT),
            message.get(INTENT),
            message.get("metadata")["intent"]["lang"],
            message.get("metadata")["intent"]["style"],
            message.get("metadata")["intent"]["second"],
        )
        for message in training_data.intent_examples
    )


@lru_cache(maxsize=1)  # two components ask for the same
def _split(sayings: tuple[Saying, ...]) -> Split:
    return split(sayings)


def _say(line: str) -> None:
    print(line, flush=True)


class _Part(GraphComponent):
    """A part without training."""

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> GraphComponent:
        """Create the part."""
        return cls()

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leave the training data as they are."""
        return training_data


class _TrainedPart(_Part):
    """A part whose model is one file in Rasa's model storage."""

    file_name = "model.npz"

    def __init__(self, storage: ModelStorage, resource: Resource, model: Any = None) -> None:
        self._storage = storage
        self._resource = resource
        self._model = model

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> GraphComponent:
        """Create the part before training."""
        return cls(model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> GraphComponent:
        """Load what training kept. An unreadable file raises: a bot that understands nothing must not start."""
        with model_storage.read_from(resource) as folder:
            return cls(model_storage, resource, cls.read(folder / cls.file_name))

    @classmethod
    def read(cls, path: Path) -> Any:
        """Read the part's model."""
        raise NotImplementedError


@_Register(_Kind.MESSAGE_TOKENIZER, is_trainable=True)
class LanguageIdentifier(_TrainedPart):
    """Sets `language`, a `LanguageGuess`."""

    def train(self, training_data: TrainingData) -> Resource:
        """Learn the languages from the sayings and from our sentences in other languages."""
        _say("Language: training …")
        model = train_language_model(_split(sayings_of(training_data)).learnable, read_other_languages(OTHER_LANGUAGES))
        with self._storage.write_to(self._resource) as folder:
            np.savez(folder / self.file_name, **model.arrays())
        return self._resource

    @classmethod
    def read(cls, path: Path) -> LanguageModel:
        """Read the language model."""
        with np.load(path) as arrays:
            return LanguageModel.from_arrays(arrays)

    def process(self, messages: list[Message]) -> list[Message]:
        """Guess the language of each message, with the conversation's language as prior."""
        for message in messages:
            context = Context.from_metadata(message.get("metadata"))
            message.set("language", self._model.guess(message.get(TEXT), context.language))
        return messages


@_Register(_Kind.INTENT_CLASSIFIER, is_trainable=True)
class MeaningClassifier(_TrainedPart):
    """Sets `ranking` of intents, `urgent`, a `UrgentGuess`, and how near the nearest known saying is."""

    encoder: Encoder | None = None

    def train(self, training_data: TrainingData) -> Resource:
        """Learn the intents and urgent situations; fit the blend of views and the thresholds."""
        parted = _split(sayings_of(training_data))
        sayings = parted.learnable
        _say(f"Meaning: {len(sayings)} sayings, {len({s.intent for s in sayings})} intents")
        vectors = vectors_of(sayings, VectorStore(VECTORS, E5Encoder), _vector_progress)
        examples = [Example(saying, vector) for saying, vector in zip(sayings, vectors, strict=True)]
        model = train_meaning(examples, parted.judging, _say)
        with self._storage.write_to(self._resource) as folder:
            model.save(folder / self.file_name)
        return self._resource

    @classmethod
    def read(cls, path: Path) -> MeaningModel:
        """Read the meaning model, and warm the encoder up so that the first person does not wait for it."""
        cls.encoder = E5Encoder()
        cls.encoder.encode(["Guten Tag"])
        return MeaningModel.load(path)

    def process(self, messages: list[Message]) -> list[Message]:
        """Rank the intents of each message."""
        model: MeaningModel = self._model
        assert self.encoder is not None
        for message in messages:
            text = clean(message.get(TEXT))
            vector = self.encoder.encode([for_encoder(text, message.get("language").language)])[0]
            heard = model.hear(text, vector, message.get("language").language)
            order = np.argsort(-heard.probabilities)[:_RANKED]
            message.set("ranking", [Ranked(heard.intents[i], float(heard.probabilities[i])) for i in order])
            message.set("urgent", heard.urgent)
            message.set("nearness", heard.nearness)
            message.set("thresholds", model.thresholds)
        return messages


@_Register(_Kind.ENTITY_EXTRACTOR, is_trainable=False)
class PlaceExtractor(_Part):
    """Sets `places` and adds them as entities `place` with the official key of the municipality."""

    def process(self, messages: list[Message]) -> list[Message]:
        """Find the places in each message."""
        finder = load_places()
        for message in messages:
            context = Context.from_metadata(message.get("metadata"))
            message.set("places", finder.find(message.get(TEXT), expected=context.asked == "place"))
        return messages


@_Register(_Kind.ENTITY_EXTRACTOR, is_trainable=False)
class QuantityExtractor(_Part):
    """Adds ages, amounts, dates and durations as entities."""

    def process(self, messages: list[Message]) -> list[Message]:
        """Find the quantities in each message."""
        for message in messages:
            found = [quantity.as_entity() for quantity in find_quantities(message.get(TEXT))]
            message.set(ENTITIES, message.get(ENTITIES, []) + found, add_to_output=True)
        return messages


@_Register(_Kind.ENTITY_EXTRACTOR, is_trainable=False)
class DecisionMaker(_Part):
    """Decides what is done and sets the intent; slots that change travel as entities."""

    def process(self, messages: list[Message]) -> list[Message]:
        """Decide on each message."""
        for message in messages:
            text = clean(message.get(TEXT))
            language: LanguageGuess = message.get("language")
            ranking: list[Ranked] = message.get("ranking")
            urgent: UrgentGuess = message.get("urgent")
            places: list[PlaceMention] = message.get("places")
            understood = Understood(len(text.split()), language, ranking, message.get("nearness"), urgent, places)
            context = Context.from_metadata(message.get("metadata"))
            self._tell(message, decide(understood, context, message.get("thresholds")), understood)
        return messages

    @staticmethod
    def _tell(message: Message, decision: Decision, understood: Understood) -> None:
        found = {ranked.intent: ranked.confidence for ranked in understood.ranking}
        confidence = found.get(decision.intent, understood.urgent.confidence if decision.kind == "urgent" else 0.0)
        message.set(INTENT, {"name": decision.intent, "confidence": confidence}, add_to_output=True)
        message.set(
            INTENT_RANKING_KEY,
            [{"name": r.intent, "confidence": r.confidence} for r in understood.ranking],
            add_to_output=True,
        )
        entities = message.get(ENTITIES, [])
        entities += [
            {
                "entity": "place",
                "value": mention.candidates[0],
                "start": mention.start,
                "end": mention.end,
                "candidates": list(mention.candidates),
            }
            for mention in understood.places
        ]
        entities += [{"entity": f"set_{name}", "value": value, "start": 0, "end": 0} for name, value in decision.slots.items()]
        message.set(ENTITIES, entities, add_to_output=True)
        message.set(
            "decision",
            {
                "kind": decision.kind,
                "language": decision.language,
                "language_confidence": understood.language.confidence,
                "spoken": understood.language.language,
                "exactly": understood.language.exactly,
                "previous_language": decision.previous_language,
                "part": decision.part,
                "offered": list(decision.offered),
                "urgent": understood.urgent.situation,
                "urgent_hint": decision.urgent_hint,
                "foreign": decision.foreign,
            },
            add_to_output=True,
        )


def _vector_progress(group: str, done: int, total: int) -> None:
    if done % 256 == 0 or done == total:
        _say(f"  vectors of {group}: {done} of {total} new ones")
