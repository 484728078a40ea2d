"""A small folder that uses every table."""

from pathlib import Path

FILES = {
    "problem.json": '{"schema_version": 1, "reference_date": "2026-01-01", '
    '"title": "Small", "vintage": "2025-07"}',
    "communes.csv": "vintage,code,name,zone,zone_from,zone_to,poor_share,province\n"
    "2025-07,09700,Ba Vì,II,2021-06-04,2026-12-31,0.25,Hà Nội\n2025-07,09706,Yên Bài,II,,,0.1,Hà Nội\n"
    "2024-01,09709,Yên Bài,II,,,,Hà Nội\n",
    "sites.csv": "site,commune_code,kind\nS1,09700,preschool\n",
    "children.csv": "child,commune_code,age,birth_date,sex,circumstances,consent_date,consent_expiry,"
    "at_risk\n"
    "C1,09700,,2018-03-05,girl,g01|g04,2025-01-01,2026-06-30,yes\nC2,09706,9,,boy,,,,no\n",
    "kinds.csv": "kind,unit,price,weight,min_age,max_age\nblanket,piece,90000,3,0,17\n",
    "items.csv": "item,kind,min_height,max_height\nblanket-s,blanket,60,120\n",
    "needs.csv": "need,child,site,commune_code,kind,item,quantity,window_from,window_to\n"
    "N1,C1,,,meal,,3,2026-01-01,2026-06-30\nN2,C2,,,warm_clothes,clothes-06-08-boy,1,,\n"
    "N3,,S1,,play_facility,,1,,\nN4,C2,,,blanket,blanket-s,2,,\n",
    "donors.csv": "donor,name\nD1,Hội Từ thiện\n",
    "offers.csv": "offer,donor,modality,budget,overhead,fund_level,fund_commune_code,child_min,child_max,"
    "matches,window_from,window_to\nO1,D1,goods,,,,,1,2,,,\nO2,D1,cash,5000000,0.05,commune,09700,,,O1,,\n",
    "stock.csv": "offer,kind,item,quantity,price,provider,window_from,window_to\nO1,meal,,10,,,,\n"
    "O1,blanket,blanket-s,5,,,,\nO2,meal,,,200000,,,\n",
    "earmarks.csv": "offer,clause,field,exclude,values\n"
    "O1,1,commune,no,2025-07:09700|2025-07:09706\nO1,1,age,no,3..10\n",
    "providers.csv": "provider,name,commune_code\nP1,Bệnh viện,09700\n",
    "slots.csv": "provider,item,window_from,window_to,capacity\nP1,blanket-s,2026-01-01,2026-03-31,4\n",
    "quotes.csv": "offer,need,commune_code,price\nO2,N1,,190000\nO2,,09706,210000\n",
    "commitments.csv": "offer,need,quantity,released\nO1,N1,2,no\nO1,N1,9,yes\n",
    "floors.csv": "group,value,kind,minimum,maximum\ncommune,2025-07:09700,meal,1,5\nsex,girl,,1,\n",
    "previous.csv": "offer,need,quantity\nO1,N1,2\n",
}
"""File name → text of a folder in which nothing is wrong."""


def written(folder: Path, files: dict[str, str]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8", newline="")
    return folder
