"""Published claims against stored data: `resolving` finds inputs as of a moment, `evaluating` judges, `queries` reads.

A reference names one stored thing: claim:FIELD, claim:cNN/stated.NAME, param:KEY[/SCOPE], figure:ID,
price:MODEL/PROVIDER@DAY[.SIDE], obs:SOURCE/METRIC/SUBJECT@DAY or @FROM..TO (subject * ranks all),
event:SLUG/STAGE (confirmed events only), flow:MEASURE/BASIS/SCOPE[/COUNTRY]@WEEK or @latest,
hosts:MODEL@DAY, launch:COUNTRY, share:DENOMINATOR/LAB@WEEK/PUBLICATION.
"""
