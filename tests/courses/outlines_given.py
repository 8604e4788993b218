"""Outlines the tests read: a map of the shape people export, and small ones made of lines."""

from pathlib import Path

from courses.outlines import reading
from courses.outlines.labels import Entry, classify
from courses.outlines.reconciliation import Framework

MAP = Path(__file__).parent / "data" / "customer_service_map.txt"
#: Codes and titles of the domain as the framework prints them.
CMBOK_2 = Framework(
    "cmbok",
    "2.0",
    "CMBOK 2.0",
    {
        "CS-1": "サービスマネジメント",
        "CS-2": "サービス・エンカウンター",
        "CS-3": "サービスサイエンス",
        "CS-4": "顧客満足と顧客ロイヤルティ",
        "CS-5": "顧客対応",
        "CS-6": "サービスの提供",
        "CS-7": "新しいチャネルにおけるサービスの提供",
        "CS-8": "ソーシャルメディアサービス",
        "CS-9": "苦情・クレーム処理",
        "CS-10": "消費者保護と関連法規の理解",
        "ST-1": "コンタクトセンター戦略",
    },
)
CMBOK_1 = Framework(
    "cmbok",
    "1.0",
    "CMBOK 1.0",
    {"CS-1": "顧客対応", "CS-2": "顧客満足", "CS-3": "苦情対応", "CS-4": "法令"},
)


def entries(text: str) -> tuple[Entry, ...]:
    return classify(reading.read(text.encode(), title="無題").lines)


def whole_map() -> tuple[Entry, ...]:
    return classify(reading.read(MAP.read_bytes(), title="無題").lines)
