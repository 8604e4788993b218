from lms.desk.models.bulk_act import BulkAct

__all__ = ["BulkAct"]
