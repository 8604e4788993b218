from lms.desk.models.bulk_act import BulkAct
from lms.desk.models.work_item import WorkItem

__all__ = ["BulkAct", "WorkItem"]
