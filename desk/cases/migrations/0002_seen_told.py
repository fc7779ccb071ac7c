from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]

    operations = [migrations.AddField("seen", "told", models.DateTimeField(null=True))]
